/// Decides whether a task's own destination may be connected to: the one place, for whoever accepts it and whoever connects.
///
/// WEBHOOK_URL is the operator's own and is not asked about here.
package struct DestinationPolicy: Sendable {
    private let allowed: AllowList
    private let addresses: AddressPolicy

    /// - Parameter allowed: WEBHOOK_ALLOW; nothing is allowed without it.
    package init(_ allowed: AllowList = AllowList()) {
        self.allowed = allowed
        addresses = AddressPolicy(allowed: allowed.ranges)
    }

    /// What can be said without asking DNS: all of it for an address, and of a name whether it is listed.
    package func admit(_ text: String) throws(DestinationRefusal) -> DestinationURL {
        guard !allowed.isEmpty else { throw .noneAllowed }
        let url = try DestinationURL(text)
        if case .address(let address) = url.host { try admit([address]) }
        guard allowed.lists(url.host) else { throw .notAllowed }
        return url
    }

    /// What a name leads to: every one has to pass, since whoever controls the name chooses which of them is connected to.
    package func admit(_ found: [IPAddress]) throws(DestinationRefusal) {
        for address in found {
            if let range = addresses.rule(against: address) { throw .forbidden(range) }
        }
    }
}
