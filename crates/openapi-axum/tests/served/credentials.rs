//! Credentials: alternatives in their order, all of one together, none at all.

use crate::send;

#[tokio::test]
async fn the_first_alternative_that_is_there_counts() {
    let basic = "authorization: Basic dXNlcjpwYXNz";
    let cases: [(&str, &[&str], u16, &str); 7] = [
        ("GET /parcels", &["x-key: k"], 200, "key k"),
        ("GET /parcels", &["authorization: Bearer t"], 200, "token t"),
        (
            "GET /parcels",
            &["x-key: k", "authorization: Bearer t"],
            200,
            "key k",
        ),
        ("GET /parcels", &[], 401, "credentials are missing"),
        (
            "GET /parcels",
            &["authorization: Bearer none"],
            403,
            "needs read",
        ),
        (
            "POST /parcels",
            &["x-key: k"],
            401,
            "credentials are missing",
        ),
        (
            "POST /parcels",
            &["x-key: k", basic],
            400,
            "the body is missing",
        ),
    ];
    for (request, headers, status, expected) in cases {
        let answer = send(request, headers, "").await;
        assert_eq!(answer.status, status, "{request} {headers:?}");
        assert!(answer.body.contains(expected), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_401_says_what_the_operation_takes() {
    let answer = send("POST /parcels", &[], "").await;
    let challenges: Vec<&str> = answer
        .headers
        .get_all("www-authenticate")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    assert_eq!(
        challenges,
        [
            r#"Bearer realm="api""#,
            r#"Basic realm="api", charset="UTF-8""#,
            r#"ApiKey realm="api", in="header", name="X-Key""#,
        ]
    );
}

#[tokio::test]
async fn credentials_may_be_left_out_but_not_be_wrong() {
    let answer = send("PUT /parcels/1", &[], "").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("retry-after")),
        (503, "7")
    );
    assert!(answer.body.contains("None sent nothing"), "{}", answer.body);
    let answer = send("PUT /parcels/1", &["authorization: Basic dXNlcjpwYXNz"], "").await;
    assert!(answer.body.contains("user"), "{}", answer.body);
    let answer = send("PUT /parcels/1", &["authorization: Basic !"], "").await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn credentials_come_before_everything_but_the_route() {
    let answer = send("GET /parcels?limit=x", &[], "").await;
    assert_eq!(answer.status, 401);
    let answer = send("DELETE /parcels", &[], "").await;
    assert_eq!(answer.status, 405);
}
