//! Custom data.

use chat_core::{
    Command, CustomData, CustomDataInput, CustomDataType, CustomDataValue, DomainError, Store,
    StoreError,
};

use crate::support::{OTHER, TENANT, WITH_VA, at, create, set_up};

pub(crate) async fn entries_are_merged_by_key<S: Store>(store: &S) {
    let ada = set_up(store, false).await;
    let chat = create(store, WITH_VA, &ada).await;
    let input = |value| CustomDataInput {
        label: Some("Label".to_owned()),
        value,
        value_type: Some(CustomDataType::Url),
        invisible_to_agent: true,
    };
    let text = |text: &str| CustomDataValue::Text(text.to_owned());
    let number = CustomDataValue::Number(serde_json::Number::from(9_007_199_254_740_991_i64));
    let first = vec![
        ("a".to_owned(), input(text("one"))),
        ("b".to_owned(), input(number.clone())),
        ("c".to_owned(), input(CustomDataValue::Bool(true))),
    ];
    let merge = |entries, signed| Command::MergeCustomData { entries, signed };
    store
        .transact(TENANT, chat, merge(first, true), at(1))
        .await
        .expect("merge");
    let second = vec![("a".to_owned(), input(text("two")))];
    store
        .transact(TENANT, chat, merge(second, false), at(2))
        .await
        .expect("merge");
    let stored = store.custom_data(TENANT, chat).await.expect("custom data");
    assert_eq!(stored.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(
        (&stored["a"].value, stored["a"].signed),
        (&text("two"), false)
    );
    assert_eq!((&stored["b"].value, stored["b"].signed), (&number, true));
    assert_eq!(stored["c"].value, CustomDataValue::Bool(true));
    assert_eq!(stored["c"].value_type, Some(CustomDataType::Url));
    assert_eq!(
        store.custom_data(OTHER, chat).await.expect("custom data"),
        CustomData::new()
    );

    let too_many = (0..98)
        .map(|number| (format!("k{number}"), input(text(""))))
        .collect();
    let refused = store
        .transact(TENANT, chat, merge(too_many, false), at(3))
        .await;
    assert!(matches!(
        refused,
        Err(StoreError::Domain(DomainError::TooManyCustomDataKeys))
    ));
    assert_eq!(
        store
            .custom_data(TENANT, chat)
            .await
            .expect("custom data")
            .len(),
        3
    );
}
