//! The same script of plain SQL through every arm and every engine gives the same rows.

use serde_json::{Value, json};

use crate::lab::{ARMS, Lab, POSTGRES_ARMS, assert_same};

/// Statements that both engines understand in the same way. Where an order matters, it is asked for.
const SCRIPT: [&str; 27] = [
    "CREATE TABLE customer (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, city VARCHAR(40))",
    "CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer (id), \
     cents INTEGER NOT NULL CHECK (cents > 0), note VARCHAR(40))",
    "CREATE INDEX purchase_customer ON purchase (customer_id)",
    "INSERT INTO customer (id, name, city) VALUES (1, 'Ada', 'London'), (2, 'Grace', NULL), (3, 'Edsger', 'Nuenen')",
    "INSERT INTO purchase (id, customer_id, cents, note) VALUES (10, 1, 250, 'first'), (11, 1, 1999, NULL), (12, 3, 1, '')",
    "SELECT id, name, city FROM customer ORDER BY id",
    "SELECT c.name, count(p.id), coalesce(sum(p.cents), 0) FROM customer c LEFT JOIN purchase p ON p.customer_id = c.id \
     GROUP BY c.name ORDER BY c.name",
    "SELECT name FROM customer WHERE city IS NULL OR name LIKE 'E%' ORDER BY name",
    "SELECT upper(name), length(name), substr(name, 2, 2) FROM customer ORDER BY id",
    "SELECT CASE WHEN cents >= 1000 THEN 'large' ELSE 'small' END AS size, count(*) FROM purchase GROUP BY 1 ORDER BY 1",
    "SELECT name FROM customer WHERE EXISTS (SELECT 1 FROM purchase WHERE customer_id = customer.id) ORDER BY name",
    "SELECT name FROM customer UNION SELECT city FROM customer WHERE city IS NOT NULL ORDER BY 1",
    "WITH RECURSIVE countdown (n) AS (SELECT 5 UNION ALL SELECT n - 1 FROM countdown WHERE n > 1) SELECT n FROM countdown \
     ORDER BY n",
    "SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY cents DESC) FROM purchase ORDER BY id",
    "UPDATE purchase SET cents = cents * 2 WHERE customer_id = 1",
    "SELECT id, cents FROM purchase ORDER BY id",
    "DELETE FROM purchase WHERE note = ''",
    "SELECT count(*), min(cents), max(cents) FROM purchase",
    "INSERT INTO customer (id, name) VALUES (4, 'Barbara') RETURNING id, name, city",
    "ALTER TABLE customer ADD COLUMN born INTEGER",
    "UPDATE customer SET born = 1815 WHERE name = 'Ada'",
    "SELECT name, born FROM customer WHERE born IS NOT NULL",
    "CREATE VIEW buyers AS SELECT DISTINCT customer_id FROM purchase",
    "SELECT customer_id FROM buyers ORDER BY customer_id",
    "INSERT INTO purchase (id, customer_id, cents) SELECT id + 100, customer_id, cents + 1 FROM purchase",
    "SELECT id, cents FROM purchase ORDER BY id DESC LIMIT 2",
    "SELECT 'it''s' || ' ' || name FROM customer WHERE id = 1",
];

/// Statements that fail in both, each with the code of the failure.
const FAILURES: [(&str, &str); 5] = [
    ("INSERT INTO customer (id, name) VALUES (1, 'again')", "constraint_violated"),
    ("INSERT INTO purchase (id, customer_id, cents) VALUES (1, 99, 1)", "constraint_violated"),
    ("INSERT INTO purchase (id, customer_id, cents) VALUES (1, 1, 0)", "constraint_violated"),
    ("SELECT missing FROM customer", "sql_error"),
    ("SELEC 1", "sql_error"),
];

fn answers(lab: &Lab, arm: &str) -> Vec<Value> {
    let tenant = "differential";
    let mut answers = Vec::new();
    for sql in SCRIPT {
        let mut body = lab.query(arm, tenant, sql).ok();
        answers.push(json!([body["rows"].take(), body["rows_affected"].take()]));
    }
    for (sql, code) in FAILURES {
        let answer = lab.query(arm, tenant, sql);
        answer.code();
        assert_eq!(answer.body["error"]["code"], code, "{arm}: {sql}: {}", answer.body);
    }
    let mut body = lab.query(arm, tenant, "SELECT count(*) FROM purchase").ok();
    answers.push(body["rows"].take());
    answers
}

#[test]
fn one_script_gives_the_same_rows_through_every_arm_and_engine() {
    let lab = Lab::shared_with_postgres();
    let expected = answers(&lab, ARMS[0]);
    for arm in ARMS.into_iter().skip(1).chain(POSTGRES_ARMS) {
        for ((sql, expected), found) in SCRIPT.iter().zip(&expected).zip(answers(&lab, arm)) {
            assert_same(&found, expected, &format!("{arm}: {sql}"));
        }
    }
}
