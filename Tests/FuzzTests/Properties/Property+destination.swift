import Foundation

@testable import Outbound

extension Property {
    /// Where a task wants its result sent to, and what an operator allows: a URL, and on the next line a list.
    static let destination = Property("destination") { bytes in
        var input = Input(bytes)
        let text = input.line()
        let list = successful { () throws(AllowListError) in try AllowList(input.remainder.text) }
        try checkURL(text)
        try checkPolicy(text, list ?? AllowList())
        if let address = IPAddress(text) {
            try require(IPAddress("\(address)") == address, "\(address) is written as itself")
            try require(AddressRange("\(address)")?.contains(address) == true, "an address is in its own range")
            _ = AddressPolicy().rule(against: address)
        }
        if let range = AddressRange(text) { try require(AddressRange("\(range)") == range, "\(range) is itself") }
        if let host = Host(text), case .name(let name) = host {
            try require(Host(name) == host, "\(name) is itself")
            try require(name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a name is visible ASCII")
        }
    }

    private static func checkURL(_ text: String) throws {
        guard let url = successful({ () throws(DestinationRefusal) in try DestinationURL(text) }) else { return }
        let again = successful { () throws(DestinationRefusal) in try DestinationURL(url.text) }
        try require(again == url, "\(url.text) is read as it was written")
        try require(url.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a URL is visible ASCII")
        let authority = url.text.drop { $0 != "/" }.dropFirst(2).prefix { !"/?#".contains($0) }
        try require(!authority.contains("@"), "nobody's password is in it")
        // Another parser, by which the request is sent.
        let other = URL(string: url.text)
        try require(other?.host() == "\(url.host)".trimmingBrackets, "two parsers read the same host in \(url.text)")
        try require(other?.user() == nil && other?.fragment() == nil, "two parsers read no more in \(url.text)")
    }

    private static func checkPolicy(_ text: String, _ allowed: AllowList) throws {
        let policy = DestinationPolicy(allowed)
        guard let url = successful({ () throws(DestinationRefusal) in try policy.admit(text) }) else { return }
        try require(allowed.lists(url.host), "what is admitted is listed")
        if case .address(let address) = url.host {
            try require(allowed.ranges.contains { $0.contains(address) }, "an address is admitted by its range")
        }
    }
}

extension String {
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") ? String(dropFirst().dropLast()) : self
    }
}
