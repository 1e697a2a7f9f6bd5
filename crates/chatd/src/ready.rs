//! What chatd prints on standard output once it serves: for people, one line each; for programs (`--json`), one line.

use serde_json::{Value, json};

use crate::demo::{
    DemoCredentials, MENU_AFTER_HOURS, MENU_HUMAN, MENU_OVER_CAPACITY, MENU_VIRTUAL_AGENT,
    SUBDOMAIN,
};
use crate::serve::admin_token::AdminToken;

/// Where the API stands below the base URL.
pub const API_PATH: &str = "/apps/api/v1";

/// What there is to say.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The base URL, without a slash at its end.
    pub url: String,
    /// The admin listener's URL.
    pub admin_url: Option<String>,
    /// The token of the administration; printed where the demo tenant's credentials are, unless it was given.
    pub admin_token: AdminToken,
    /// The demo tenant's credentials. No other tenant's are ever printed.
    pub demo: Option<DemoCredentials>,
}

impl Ready {
    /// The line for programs, without its line break.
    pub fn json_line(&self) -> String {
        let mut line = json!({
            "event": "ready",
            "url": self.url,
            "admin_url": self.admin_url,
        });
        if let (Value::Object(line), Some(demo)) = (&mut line, &self.demo) {
            if let Some(token) = self.printed_admin_token() {
                line.insert("admin_token".into(), json!(token));
            }
            line.insert("subdomain".into(), json!(SUBDOMAIN));
            line.insert("token".into(), json!(demo.token));
            line.insert("company_secret".into(), json!(demo.company_secret));
            line.insert(
                "webhook_secrets".into(),
                json!({
                    "primary": demo.webhook_secrets.primary,
                    "secondary": demo.webhook_secrets.secondary,
                }),
            );
            line.insert(
                "menus".into(),
                json!({
                    "virtual_agent": MENU_VIRTUAL_AGENT,
                    "human": MENU_HUMAN,
                    "after_hours": MENU_AFTER_HOURS,
                    "over_capacity": MENU_OVER_CAPACITY,
                }),
            );
        }
        line.to_string()
    }

    /// The lines for people.
    pub fn lines(&self) -> Vec<String> {
        let api = format!("{}{API_PATH}", self.url);
        let mut lines = vec![format!("URL: {api}")];
        match &self.demo {
            Some(demo) => {
                let token = &demo.token;
                lines.push(format!("Credentials: {SUBDOMAIN}:{token}"));
                lines.push(format!(
                    "Try: curl -u '{SUBDOMAIN}:{token}' -H 'Content-Type: application/json' -d '{{\"identifier\":\"ada\",\"name\":\"Ada\"}}' '{api}/end_users'"
                ));
            }
            None => lines.push("Credentials: none; --demo adds a demo tenant".to_owned()),
        }
        if let Some(url) = &self.admin_url {
            let token = self.printed_admin_token();
            let token = token.map_or_else(|| self.admin_token.whereabouts(), str::to_owned);
            lines.push(format!("Administration: {url}, token {token}"));
        }
        lines
    }

    /// Off a developer's machine what is printed is kept, and read by many: there is no demo tenant there, and no token
    /// is printed.
    fn printed_admin_token(&self) -> Option<&str> {
        let developing = self.demo.is_some() && self.admin_url.is_some();
        self.admin_token.made().filter(|_| developing)
    }
}
