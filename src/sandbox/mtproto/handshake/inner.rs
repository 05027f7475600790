//! The encrypted part of a key exchange's second query.

use grammers_tl_types as tl;

/// The common fields of the four `p_q_inner_data` constructors.
pub struct Inner {
    pub data: tl::types::PQInnerData,
    /// The DC that the client expects.
    pub dc: Option<i32>,
    /// Requested lifetime of a temporary key in seconds.
    pub expires_in: Option<i32>,
}

impl From<tl::enums::PQInnerData> for Inner {
    fn from(inner: tl::enums::PQInnerData) -> Self {
        macro_rules! data {
            ($from:ident) => {
                tl::types::PQInnerData {
                    pq: $from.pq,
                    p: $from.p,
                    q: $from.q,
                    nonce: $from.nonce,
                    server_nonce: $from.server_nonce,
                    new_nonce: $from.new_nonce,
                }
            };
        }
        match inner {
            tl::enums::PQInnerData::Data(data) => Self { data, dc: None, expires_in: None },
            tl::enums::PQInnerData::Dc(x) => Self { dc: Some(x.dc), expires_in: None, data: data!(x) },
            tl::enums::PQInnerData::Temp(x) => {
                Self { dc: None, expires_in: Some(x.expires_in), data: data!(x) }
            }
            tl::enums::PQInnerData::TempDc(x) => {
                Self { dc: Some(x.dc), expires_in: Some(x.expires_in), data: data!(x) }
            }
        }
    }
}
