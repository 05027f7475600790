//! What only the server can open of a key exchange's second query.

use grammers_tl_types as tl;

/// The four forms of `p_q_inner_data`, as one.
pub struct Inner {
    pub data: tl::types::PQInnerData,
    /// The DC that the client thinks it talks to.
    pub dc: Option<i32>,
    /// Seconds that a temporary key is to live.
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
