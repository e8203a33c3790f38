//! What can be typed while everything is served: one example of each way in, to be tried from top to bottom.

/// The examples with the address in them, one command to a line.
pub(super) fn of(url: &str) -> String {
    let sqlite = "create table if not exists note (id integer primary key, body text)";
    let postgres = "create table if not exists note (id int generated always as identity, body text, tags text[])";
    format!(
        "{url}

curl {url}/
curl {url}/new/status
curl {url}/new/query -d '{{\"sql\": \"{sqlite}\"}}'
curl {url}/new/query -d '{{\"sql\": \"insert into note (body) values (?)\", \"params\": [\"hello\"]}}'
curl {url}/new/query -d '{{\"sql\": \"select * from note\"}}'
curl {url}/traditional/query -d '{{\"sql\": \"select 40 + 2\"}}'
curl {url}/multi-tenant/native/alice/query -d '{{\"sql\": \"select 1 + 1\"}}'
curl {url}/new/postgres/query -d '{{\"sql\": \"{postgres}\"}}'
curl {url}/new/postgres/query -d '{{\"sql\": \"insert into note (body, tags) values ($1, $2) returning id\", \"params\": [\"hello\", \"{{a,b}}\"]}}'
curl {url}/new/postgres/query -d '{{\"sql\": \"select *, now() from note\"}}'
curl {url}/traditional/postgres/query -d '{{\"sql\": \"select version()\"}}'
curl {url}/rpc/execute -d '{{\"method\": \"binding_rpc\", \"function\": \"transform\", \"size\": 1000}}'
curl {url}/benchmark/hot-query -d '{{\"iterations\": 10}}'
"
    )
}
