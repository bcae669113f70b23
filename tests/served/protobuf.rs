//! OTLP as a collector reads it, by the published numbers of its fields (opentelemetry-proto, `trace.proto`), and by no
//! code of those who wrote it.

use std::collections::BTreeMap;

/// The contents of a span.
#[derive(Debug, Default)]
pub(crate) struct Span {
    pub(crate) parent: Vec<u8>,
    pub(crate) name: String,
    /// 2: of a server.
    pub(crate) kind: u64,
    /// In nanoseconds since 1970.
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) attributes: BTreeMap<String, String>,
    /// Whether its status is an error.
    pub(crate) failed: bool,
}

/// The spans of an `ExportTraceServiceRequest`.
pub(crate) fn spans(request: &[u8]) -> Vec<Span> {
    let resources = parts(request, 1);
    let scopes = resources.iter().flat_map(|resource| parts(resource, 2));
    scopes.flat_map(|scope| parts(scope, 2)).map(span).collect()
}

fn span(bytes: &[u8]) -> Span {
    let mut span = Span::default();
    for (field, value) in fields(bytes) {
        match (field, value) {
            (4, Value::Bytes(parent)) => span.parent = parent.to_vec(),
            (5, Value::Bytes(name)) => span.name = text(name),
            (6, Value::Number(kind)) => span.kind = kind,
            (7, Value::Number(nanos)) => span.start = nanos,
            (8, Value::Number(nanos)) => span.end = nanos,
            (9, Value::Bytes(attribute)) => {
                let value = fields(parts(attribute, 2)[0]).pop().unwrap();
                let value = match value {
                    (1, Value::Bytes(said)) => text(said),
                    (3, Value::Number(number)) => number.to_string(),
                    other => panic!("{other:?}"),
                };
                assert!(span.attributes.insert(text(parts(attribute, 1)[0]), value).is_none());
            }
            (15, Value::Bytes(status)) => {
                span.failed = fields(status).iter().any(|field| matches!(field, (3, Value::Number(2))));
            }
            // The ids of trace and span, flags, and counts of what was dropped.
            (1 | 2 | 3 | 10 | 12 | 14 | 16, _) => {}
            other => panic!("a span of this program has no such field: {other:?}"),
        }
    }
    span
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The messages and texts in one field.
fn parts(message: &[u8], wanted: u64) -> Vec<&[u8]> {
    let part = |(field, value)| match value {
        Value::Bytes(bytes) if field == wanted => Some(bytes),
        _ => None,
    };
    fields(message).into_iter().filter_map(part).collect()
}

#[derive(Debug)]
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// Every field of a message, with its number.
fn fields(mut rest: &[u8]) -> Vec<(u64, Value<'_>)> {
    let mut all = Vec::new();
    while !rest.is_empty() {
        let key = varint(&mut rest);
        let value = match key & 7 {
            0 => Value::Number(varint(&mut rest)),
            1 => Value::Number(u64::from_le_bytes(take(&mut rest, 8).try_into().unwrap())),
            2 => {
                let length = usize::try_from(varint(&mut rest)).unwrap();
                Value::Bytes(take(&mut rest, length))
            }
            5 => Value::Number(u32::from_le_bytes(take(&mut rest, 4).try_into().unwrap()).into()),
            other => panic!("no wire type: {other}"),
        };
        all.push((key >> 3, value));
    }
    all
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (taken, left) = rest.split_at(length);
    *rest = left;
    taken
}

fn varint(rest: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(rest, 1)[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return value;
        }
    }
    panic!("a number without an end")
}
