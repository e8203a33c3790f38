//! `trip`: a hotel and a car are booked, and given back where there is no flight.
//!
//! `{ "traveller": "ada", "seats": 0 }` debits the accounts `ada.hotel` and `ada.car`, finds no seat, and debits `ada.car.given-back` and
//! `ada.hotel.given-back` in that order. With a seat it comes to what was booked.

use serde::{Deserialize, Serialize};
use workflow_engine::{
    context::{Context, Undo},
    error::Error,
    workflow::Workflow,
};

use super::debits::{debit, first};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    traveller: String,
    seats: u32,
}

pub(super) enum Trip {}
impl Workflow for Trip {
    const NAME: &'static str = "trip";
    type Input = Input;
    type Output = Vec<String>;
    type Error = Error;

    async fn run(context: Context, Input { traveller, seats }: Input) -> Result<Vec<String>, Error> {
        let number = first(&context);
        let book = move |inside: Context, undo: Undo| async move {
            let mut booked = Vec::new();
            for what in ["hotel", "car"] {
                let account = format!("{traveller}.{what}");
                debit(&inside, &account, number, 1).await?;
                booked.push(account.clone());
                undo.by(what, move |inside| async move {
                    debit(&inside, &format!("{account}.given-back"), number, 1).await.map(drop)
                });
            }
            if seats == 0 { Err(Error::failed("there is no seat on any flight")) } else { Ok(booked) }
        };
        context.saga("book", book).await
    }
}
