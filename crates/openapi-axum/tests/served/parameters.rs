//! Parameters: query, header and cookie, by style.

use crate::send;

/// What follows `limit`, `state`, `tag`, `id`, `filter`, `sort`, `near`, the header `X-Trace` and the cookie `session`.
#[tokio::test]
async fn every_style_is_read() {
    let cases = [
        ("", "20 None None None None None None None None"),
        ("limit=7", "7 None None None None None None None None"),
        (
            "state=sent",
            "20 Some(Sent) None None None None None None None",
        ),
        (
            "tag=a%2Cb&tag=c+d",
            r#"20 None Some(["a,b", "c d"]) None None None None None None"#,
        ),
        (
            "id=1,2,3",
            "20 None None Some([1, 2, 3]) None None None None None",
        ),
        (
            "filter[weight]=3&filter%5Bstates%5D=new",
            "20 None None None Some((Some(3), Some([New]))) None None None None",
        ),
        (
            "sort=a|b%7Cc",
            r#"20 None None None None Some(["a", "b", "c"]) None None None"#,
        ),
        (
            "near=%7B%22x%22:1,%22y%22:2%7D",
            "20 None None None None None Some((1, 2)) None None",
        ),
    ];
    for (query, expected) in cases {
        let answer = send(&format!("GET /parcels?{query}"), &["x-key: k"], "").await;
        let expected = serde_json::json!({ "told": format!("key k {expected}") }).to_string();
        assert_eq!(answer.body, expected, "{query}");
        assert_eq!(answer.status, 200, "{query}");
    }
}

#[tokio::test]
async fn headers_and_cookies_are_read() {
    let headers = ["x-key: k", "X-TRACE: a,b", "cookie: a=b; session=s%201"];
    let answer = send("GET /parcels", &headers, "").await;
    let expected = r#"Some([\"a\", \"b\"]) Some(\"s 1\")"#;
    assert!(answer.body.contains(expected), "{}", answer.body);
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let query = "limit=x&state=old&id=1,b&filter[weight]=a&filter[more]=1&near=1";
    let headers = ["x-key: k", "cookie: session=s"];
    let answer = send(&format!("GET /parcels?{query}"), &headers, "").await;
    assert_eq!(answer.status, 400);
    let error: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    let faults = error["errors"].as_array().expect("faults");
    let places: Vec<&str> = faults
        .iter()
        .filter_map(|fault| fault["pointer"].as_str())
        .collect();
    assert_eq!(
        places,
        [
            "query/limit",
            "query/state",
            "query/id/1",
            "query/filter/weight",
            "query/near",
            "cookie/session",
        ]
    );
}

#[tokio::test]
async fn paths_are_read_in_every_style() {
    let answer = send("GET /shapes/.1.2/;matrix=a%2Fb/x,3,y,4", &[], "").await;
    assert_eq!(answer.body, "[1, 2] a/b (3, 4)");
    let answer = send("GET /shapes/1/matrix=a/x,3", &[], "").await;
    assert_eq!(answer.status, 400);
    for place in ["path/label", "path/matrix", "path/simple"] {
        assert!(answer.body.contains(place), "{place}: {}", answer.body);
    }
}
