/// The hosts to which tasks may have their payloads sent, as WEBHOOK_ALLOW lists them: names, `*.` before the end that names
/// share, addresses and their ranges, separated by commas or spaces.
package struct AllowList: Equatable, Sendable {
    private var names: Set<String> = []
    /// Each begins with a dot.
    private var ends: [String] = []
    /// Also of the addresses to which names may lead.
    private(set) var ranges: [AddressRange] = []

    /// Lists nothing.
    package init() {}

    package init(_ text: String) throws(AllowListError) {
        var wrong: [String] = []
        for entry in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) where !add(String(entry)) {
            wrong.append(String(entry))
        }
        guard wrong.isEmpty else { throw AllowListError(entries: wrong) }
    }

    private mutating func add(_ entry: String) -> Bool {
        if let range = AddressRange(entry) {
            ranges.append(range)
        } else if entry.hasPrefix("*."), case .name(let name) = Host(String(entry.dropFirst(2))) {
            ends.append("." + name)
        } else if case .name(let name) = Host(entry) {
            names.insert(name)
        } else {
            return false
        }
        return true
    }

    package var isEmpty: Bool { names.isEmpty && ends.isEmpty && ranges.isEmpty }

    func lists(_ host: Host) -> Bool {
        switch host {
        case .name(let name): names.contains(name) || ends.contains { name.hasSuffix($0) }
        case .address(let address): ranges.contains { $0.contains(address) }
        }
    }
}

/// Entries that are neither.
package struct AllowListError: Error, Equatable {
    package var entries: [String]
}
