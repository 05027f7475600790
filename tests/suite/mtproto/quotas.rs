//! The number of connections that an address may open.

use telewire::sandbox::world::World;
use telewire::sandbox::{Options, Quotas, Sandbox};

use super::client::{Client, Framing};

/// > Error 429 (transport flood) is returned when too many transport connections are established to the same IP
///
/// <https://core.telegram.org/mtproto/mtproto-transports#transport-errors>
#[test]
fn too_many_connections_in_a_second_are_a_429_until_it_is_over() {
    let world = |dcs| {
        let mut world = World::at(0, dcs, 1_800_000_000);
        world.set_quotas(Quotas::Realistic);
        world
    };
    let sandbox = Sandbox::start_with(Options::default(), world).unwrap();
    let address = sandbox.address(2).unwrap();
    let req_pq = |client: &mut Client| {
        client.write_plain(&[&0xbe7e_8ef1_u32.to_le_bytes()[..], &[7; 16]].concat());
    };
    let mut taken: Vec<Client> = (0..120).map(|_| Client::connect(address, Framing::Abridged)).collect();
    for client in &mut taken {
        req_pq(client);
        assert!(client.read_plain().len() > 16, "a DC answers");
    }
    for framing in [Framing::Full, Framing::ObfuscatedPadded] {
        let mut refused = Client::connect(address, framing);
        req_pq(&mut refused);
        assert_eq!(refused.read_error(), -429, "{framing:?}");
        assert_eq!(refused.read_to_end(), 0, "{framing:?}");
    }
    let mut elsewhere = Client::connect(sandbox.address(1).unwrap(), Framing::Full);
    req_pq(&mut elsewhere);
    assert!(elsewhere.read_plain().len() > 16, "each DC counts for itself");
    sandbox.with_world(|world| world.advance(1));
    let mut later = Client::connect(address, Framing::Full);
    req_pq(&mut later);
    assert!(later.read_plain().len() > 16);
    let tally = sandbox.with_world(|world| world.tallies(None)["connects_a_second"]);
    assert_eq!((tally.counted, tally.refused), (122, 2));
}
