/// Which addresses a task may have us connect to: those of the public internet, and those that the operator has allowed. Pure.
///
/// The ranges are those that IANA's special-purpose registries (RFC 6890) do not call globally reachable, multicast, and the
/// addresses that clouds keep for themselves.
package struct AddressPolicy: Sendable {
    /// Go before everything that is forbidden.
    let allowed: [AddressRange]

    package init(allowed: [AddressRange] = []) {
        self.allowed = allowed
    }

    /// What forbids an address. Nil: nothing does.
    ///
    /// An IPv4 address within an IPv6 one has to pass as well: behind NAT64 that is where the packets go.
    package func rule(against address: IPAddress) -> ForbiddenRange? {
        let forms = [address, address.embedded].compactMap(\.self)
        return forms.lazy.compactMap(ownRule).first
    }

    private func ownRule(against address: IPAddress) -> ForbiddenRange? {
        // Of NAT64 (64:ff9b::/96) only the address within says where it leads.
        if address.isNAT64 || allowed.contains(where: { $0.contains(address) }) { return nil }
        return ForbiddenRange.all.first { $0.range.contains(address) }
    }
}

/// Addresses that lead into somebody's own network, or nowhere.
package struct ForbiddenRange: Equatable, Sendable, CustomStringConvertible {
    let kind: String
    let range: AddressRange

    private init(_ text: String, _ kind: String) {
        guard let range = AddressRange(text) else { preconditionFailure("not a range: \(text)") }
        self.kind = kind
        self.range = range
    }

    /// `a loopback address (127.0.0.0/8)`
    package var description: String { "\(kind) (\(range))" }

    /// The narrower before the wider, so that the most telling one is named.
    static let all = [
        ForbiddenRange("0.0.0.0/8", "an address of this host"),
        ForbiddenRange("10.0.0.0/8", "a private address"),
        ForbiddenRange("100.64.0.0/10", "a carrier's or a cloud's inner address"),
        ForbiddenRange("127.0.0.0/8", "a loopback address"),
        // Azure's platform, also its metadata: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
        ForbiddenRange("168.63.129.16/32", "a cloud's inner address"),
        ForbiddenRange("169.254.0.0/16", "a link-local address"),
        ForbiddenRange("172.16.0.0/12", "a private address"),
        ForbiddenRange("192.0.0.0/24", "a reserved address"),
        ForbiddenRange("192.0.2.0/24", "an address for documentation"),
        ForbiddenRange("192.88.99.0/24", "an address of a 6to4 relay"),
        ForbiddenRange("192.168.0.0/16", "a private address"),
        ForbiddenRange("198.18.0.0/15", "an address for benchmarks"),
        ForbiddenRange("198.51.100.0/24", "an address for documentation"),
        ForbiddenRange("203.0.113.0/24", "an address for documentation"),
        ForbiddenRange("224.0.0.0/4", "a multicast address"),
        ForbiddenRange("240.0.0.0/4", "a reserved address"),

        ForbiddenRange("::1/128", "a loopback address"),
        ForbiddenRange("::/96", "an address of this host, or of IPv4"),
        ForbiddenRange("64:ff9b:1::/48", "an address of a local NAT64"),
        ForbiddenRange("100::/64", "an address that leads nowhere"),
        ForbiddenRange("2001::/32", "an address of a Teredo tunnel"),
        ForbiddenRange("2001::/23", "a reserved address"),
        ForbiddenRange("2001:db8::/32", "an address for documentation"),
        ForbiddenRange("2002::/16", "an address of a 6to4 tunnel"),
        ForbiddenRange("3fff::/20", "an address for documentation"),
        ForbiddenRange("5f00::/16", "an address of a segment router"),
        ForbiddenRange("fc00::/7", "a private address"),
        ForbiddenRange("fe80::/10", "a link-local address"),
        ForbiddenRange("fec0::/10", "a private address"),
        ForbiddenRange("ff00::/8", "a multicast address"),
        // Nothing outside of 2000::/3 is given out.
        ForbiddenRange("::/3", "a reserved address"),
        ForbiddenRange("4000::/2", "a reserved address"),
        ForbiddenRange("8000::/1", "a reserved address"),
    ]
}
