//! Rows to a Parquet file.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

/// Bytes of rows that are formed before any is written: those of a row group.
const GROUP_BYTES: usize = 16 << 20;

/// Bytes of a row, without what grows with its article.
const ROW_BYTES: usize = 512;

/// What a column holds, and how a row gives it.
pub(super) enum Get<R> {
    Text(fn(&R) -> Option<&str>),
    Whole(fn(&R) -> Option<i64>),
    Share(fn(&R) -> Option<f64>),
    Flag(fn(&R) -> Option<bool>),
    /// Microseconds since 1970 in UTC.
    Instant(fn(&R) -> Option<i64>),
}

pub(super) type Columns<R> = Vec<(&'static str, Get<R>)>;

/// Writes rows, each with about how many bytes it has beyond [`ROW_BYTES`].
pub(super) fn write_table<R>(
    out: &mut (dyn Write + Send),
    columns: &Columns<R>,
    rows: impl Iterator<Item = io::Result<(usize, R)>>,
) -> io::Result<()> {
    let properties = WriterProperties::builder()
        .set_created_by(format!("wirecopy {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::SNAPPY)
        .build();
    let schema = Arc::new(schema(columns).map_err(failed)?);
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?;
    let (mut group, mut bytes) = (Vec::new(), 0);
    for row in rows {
        let (more, row) = row?;
        group.push(row);
        bytes += ROW_BYTES + more;
        if bytes >= GROUP_BYTES {
            write_group(&mut file, columns, &group).map_err(failed)?;
            group.clear();
            bytes = 0;
        }
    }
    if !group.is_empty() {
        write_group(&mut file, columns, &group).map_err(failed)?;
    }
    file.close().map_err(failed)?;
    Ok(())
}

/// The error of the disk where there was one.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}

fn schema<R>(columns: &Columns<R>) -> Result<Type, ParquetError> {
    let fields: Result<_, ParquetError> = columns
        .iter()
        .map(|(name, get)| {
            let (physical, logical) = match get {
                Get::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
                Get::Whole(_) => (Physical::INT64, None),
                Get::Share(_) => (Physical::DOUBLE, None),
                Get::Flag(_) => (Physical::BOOLEAN, None),
                Get::Instant(_) => {
                    (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS)))
                }
            };
            let column = Type::primitive_type_builder(name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(logical)
                .build()?;
            Ok(Arc::new(column))
        })
        .collect();
    Type::group_type_builder("wirecopy").with_fields(fields?).build()
}

fn write_group<R>(
    file: &mut SerializedFileWriter<&mut (dyn Write + Send)>,
    columns: &Columns<R>,
    rows: &[R],
) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for (_, get) in columns {
        match get {
            Get::Text(get) => {
                let texts = rows.iter().map(|row| get(row).map(ByteArray::from));
                write_column::<ByteArrayType, _>(&mut group, texts)?;
            }
            Get::Whole(get) | Get::Instant(get) => {
                write_column::<Int64Type, _>(&mut group, rows.iter().map(get))?;
            }
            Get::Share(get) => write_column::<DoubleType, _>(&mut group, rows.iter().map(get))?,
            Get::Flag(get) => write_column::<BoolType, _>(&mut group, rows.iter().map(get))?,
        }
    }
    group.close()?;
    Ok(())
}

fn write_column<T: parquet::data_type::DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: impl Iterator<Item = Option<T::T>>,
) -> Result<(), ParquetError> {
    let mut levels = Vec::new();
    let mut known = Vec::new();
    for value in values {
        levels.push(i16::from(value.is_some()));
        known.extend(value);
    }
    // There are as many columns as the schema has.
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    column.typed::<T>().write_batch(&known, Some(&levels), None)?;
    column.close()
}
