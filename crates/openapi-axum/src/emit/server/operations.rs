//! The table of operations.

use quote::quote;

use super::constant_name;
use crate::format::File;
use crate::model::Api;
use crate::problem::Problem;

/// Writes `operations.rs`.
pub(super) fn emit(api: &Api) -> Result<File, Problem> {
    let mut file = File::new(&["Every operation of the document."]);
    let names = api.operations.iter().map(constant_name);
    file.items(quote! {
        /// Every operation, in the order of the document.
        pub static OPERATIONS: &[Operation] = &[#(#names),*];
    })?;
    for operation in &api.operations {
        let (name, id, path, tags) = (
            constant_name(operation),
            &operation.id,
            &operation.path,
            &operation.tags,
        );
        let method = operation.method.to_uppercase();
        let doc = format!(" `{method} {path}`");
        file.items(quote! {
            #[doc = #doc]
            pub const #name: Operation = Operation { id: #id, method: #method, path: #path, tags: &[#(#tags),*] };
        })?;
    }
    file.import("openapi_axum_rt::server::Operation");
    Ok(file)
}
