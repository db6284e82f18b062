//! Events for other systems.

use crate::world::{
    LATER, ORDER, PAID, PLACED, SHIPPED, all, at, config, host, laptop, ordered, retire, state,
};
use co2::Programme;
use co2::events::{CloudEvent, Data, EventKind, Events};
use co2::journal::{Memory, Position, SubmitError};
use co2::ledger::command::Part;
use serde_json::{Value, json};

/// All events, asked for as a reader does.
fn told(programme: &Programme, kinds: &[EventKind]) -> Vec<CloudEvent> {
    let (mut position, mut events) = (Position::START, Vec::new());
    loop {
        let Events { events: more, next, .. } = programme.events_since(position, kinds).unwrap();
        events.extend(more);
        if next == position {
            return events;
        }
        position = next;
    }
}

/// An order that is paid, ships, and of which a product comes back.
fn story(memory: Memory) -> Programme {
    let programme = host(memory, config());
    programme.import_credits(crate::world::CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    programme.cancel_part(ORDER, "refund-7", &[Part { line: 2, quantity: 1 }], at(PAID)).unwrap();
    retire(&programme, &["gs-wind"]);
    programme.fulfil(ORDER, &all()[..2], at(SHIPPED)).unwrap();
    programme.return_product(ORDER, &laptop("DEMO0002"), at(LATER)).unwrap();
    programme
}

#[test]
fn what_happened_is_told_in_order_and_as_cloud_events() {
    let programme = story(Memory::new());
    let events = told(&programme, &[]);
    let kinds: Vec<&str> = events.iter().map(|event| event.data.kind().as_str()).collect();
    assert_eq!(
        kinds,
        [
            "co2.stock.imported.v1",
            "co2.rules.put.v1",
            "co2.order.reserved.v1",
            "co2.order.confirmed.v1",
            "co2.order.part_cancelled.v1",
            "co2.retirement.requested.v1",
            "co2.retirement.recorded.v1",
            "co2.product.assigned.v1",
            "co2.product.assigned.v1",
            "co2.product.certified.v1",
            "co2.product.certified.v1",
            "co2.product.returned.v1",
        ]
    );
    let confirmed = serde_json::to_value(&events[3]).unwrap();
    let id = events[3].id.clone();
    let source = events[3].source.clone();
    assert_eq!(
        confirmed,
        json!({
            "specversion": "1.0",
            "id": id,
            "source": source,
            "subject": ORDER,
            "time": PAID,
            "datacontenttype": "application/json",
            "demonstration": "demonstration: no credits were retired",
            "type": "co2.order.confirmed.v1",
            "data": { "order": ORDER, "part": null },
        })
    );
    assert!(source.starts_with("did:web:offsets.example#ledger-"), "{source}");
    let Data::OrderReserved(reserved) = &events[2].data else { panic!("{:?}", events[2]) };
    assert_eq!(reserved.amount.to_string(), "2100 kg CO2e");
    let projects: Vec<(&str, String)> = reserved
        .projects
        .iter()
        .map(|part| (part.project.as_str(), part.amount.to_string()))
        .collect();
    assert_eq!(projects[0], ("GS990001", "2000 kg CO2e".to_owned()));
    assert_eq!(projects.len(), 2, "the rest is spilled over: {projects:?}");
    assert_eq!(reserved.price.unwrap().to_string(), "EUR 50.40");
    let Data::OrderPartCancelled(cancelled) = &events[4].data else { panic!("{:?}", events[4]) };
    assert_eq!(cancelled.price.unwrap().to_string(), "EUR 36.00");
    for event in &events {
        // What is written is read as it was.
        let text = serde_json::to_string(event).unwrap();
        assert_eq!(serde_json::from_str::<CloudEvent>(&text).unwrap(), *event);
        assert_eq!(event.data.kind().to_string().parse(), Ok(event.data.kind()));
    }
    let mut ids: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), events.len(), "each has an id of its own");
}

#[test]
fn any_host_tells_the_same_and_a_reader_goes_on_where_it_stopped() {
    let memory = Memory::new();
    let programme = story(memory.clone());
    let events = told(&programme, &[]);
    let other = host(memory, config());
    assert_eq!(told(&other, &[]), events);

    // From any position on: the rest, whatever was asked before.
    let end = crate::world::position(&programme);
    for position in 0..=end.as_u64() {
        let from = Position::new(position);
        let rest = programme.events_since(from, &[]).unwrap();
        let expected: Vec<_> = events
            .iter()
            .filter(|event| {
                let (batch, _) = event.id.split_once('-').unwrap();
                batch.parse::<u64>().unwrap() > position
            })
            .cloned()
            .collect();
        assert_eq!(rest.events, expected, "{position}");
        assert_eq!(rest.next, end);
    }
    let beyond = Position::new(end.as_u64() + 1);
    let error = programme.events_since(beyond, &[]).unwrap_err();
    assert!(matches!(error, SubmitError::Behind { asked, head } if asked == beyond && head == end));
    // What happens later comes after.
    programme.fulfil(ORDER, &all()[..1], at(LATER)).unwrap();
    assert_eq!(programme.events_since(end, &[]).unwrap().events, []);
}

#[test]
fn kinds_are_filtered() {
    let programme = story(Memory::new());
    let wanted = [EventKind::ProductCertified, EventKind::ProductReturned];
    let found = told(&programme, &wanted);
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|event| wanted.contains(&event.data.kind())));
    let all = told(&programme, &[]);
    for kind in EventKind::ALL {
        let expected = all.iter().filter(|event| event.data.kind() == *kind).count();
        assert_eq!(told(&programme, &[*kind]).len(), expected, "{kind}");
    }
    assert!("co2.order.confirmed.v2".parse::<EventKind>().is_err());
}

/// Archiving is the ledger's own affair, and a product that was bought earlier is told as such.
#[test]
fn what_the_ledger_does_for_itself_is_not_told() {
    let programme = story(Memory::new());
    programme.fulfil(ORDER, &all()[..1], at(LATER)).unwrap();
    let before = told(&programme, &[]);
    let much_later = at("2027-01-20T14:00:00Z");
    programme.archive(much_later, at(LATER)).unwrap();
    programme.advance(much_later).unwrap();
    assert!(state(&programme, co2::ledger::State::revision) > 0);
    assert_eq!(told(&programme, &[]), before);
}

#[cfg(feature = "schemars")]
#[test]
fn every_kind_has_a_schema_and_its_data_fits() {
    let programme = story(Memory::new());
    for kind in EventKind::ALL {
        assert!(co2::schema::schema(&format!("event-{kind}")).is_some(), "{kind}");
    }
    let envelope = co2::schema::schema("cloud-event").unwrap();
    let envelope = jsonschema::validator_for(envelope.as_value()).unwrap();
    for event in told(&programme, &[]) {
        let value = serde_json::to_value(&event).unwrap();
        assert!(envelope.is_valid(&value), "{value}");
        let schema = co2::schema::schema(&format!("event-{}", event.data.kind())).unwrap();
        let validator = jsonschema::validator_for(schema.as_value()).unwrap();
        assert!(validator.is_valid(&value["data"]), "{value}");
        let mut wrong = value["data"].clone();
        let first = wrong.as_object().unwrap().keys().next().unwrap().clone();
        wrong[&first] = Value::from(-1);
        assert!(!validator.is_valid(&wrong), "{first} of {value}");
    }
}
