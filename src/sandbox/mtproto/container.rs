//! Containers of messages. <https://core.telegram.org/mtproto/service_messages#containers>

pub const CONSTRUCTOR: u32 = 0x73f1_f8dc;

/// > MTProto container can have at have at most 1024 messages.
const MAX_MESSAGES: u32 = 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub msg_id: i64,
    pub seqno: i32,
    pub body: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// It violates the rules for containers.
    Malformed,
    /// It holds too many messages.
    TooMany,
}

impl Message {
    /// The constructor of the message's body.
    pub fn id(&self) -> u32 {
        self.body.first_chunk().map_or(0, |id| u32::from_le_bytes(*id))
    }

    /// The messages that this one, a container, carries.
    ///
    /// > All messages in a container must have msg_id lower than that of the container itself. A container does not
    /// > require an acknowledgment and may not carry other simple containers.
    pub fn unpack(&self) -> Result<Vec<Message>, Invalid> {
        let mut rest = &self.body[4..];
        let count = u32::from_le_bytes(take(&mut rest)?);
        if count > MAX_MESSAGES {
            return Err(Invalid::TooMany);
        }
        let mut messages = Vec::new();
        for _ in 0..count {
            let msg_id = i64::from_le_bytes(take(&mut rest)?);
            let seqno = i32::from_le_bytes(take(&mut rest)?);
            let length = u32::from_le_bytes(take(&mut rest)?) as usize;
            let (body, after) = rest.split_at_checked(length).ok_or(Invalid::Malformed)?;
            let message = Message { msg_id, seqno, body: body.to_vec() };
            if length < 4 || !length.is_multiple_of(4) || msg_id >= self.msg_id || message.id() == CONSTRUCTOR
            {
                return Err(Invalid::Malformed);
            }
            messages.push(message);
            rest = after;
        }
        if rest.is_empty() { Ok(messages) } else { Err(Invalid::Malformed) }
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], Invalid> {
    let (taken, rest) = bytes.split_first_chunk().ok_or(Invalid::Malformed)?;
    *bytes = rest;
    Ok(*taken)
}
