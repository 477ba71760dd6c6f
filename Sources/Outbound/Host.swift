import Foundation

/// What stands for a machine in a URL: a name, or an address.
package enum Host: Hashable, Sendable, CustomStringConvertible {
    /// In lower case, without a dot at its end (RFC 1123, section 2.1). Names of other scripts come in punycode (RFC 5890).
    case name(String)
    case address(IPAddress)

    /// Nil for what is neither, and for the forms of an IPv4 address that some resolvers take and others do not: whatever ends
    /// in a number is an address in its usual form, or nothing (https://url.spec.whatwg.org/#ends-in-a-number-checker).
    ///
    /// - Parameter text: an IPv6 address without its brackets.
    init?(_ text: String) {
        if let address = IPAddress(text) {
            self = .address(address)
            return
        }
        let name = text.lowercased()
        let labels = (name.hasSuffix(".") ? name.dropLast() : name[...])
            .split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy(Self.isLabel), let last = labels.last,
            last.wholeMatch(of: /[0-9]+|0x[0-9a-f]*/) == nil
        else { return nil }
        self = .name(labels.joined(separator: "."))
    }

    private static func isLabel(_ label: Substring) -> Bool {
        label.utf8.count <= 63 && label.wholeMatch(of: /[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?/) != nil
    }

    /// As it stands in a URL (RFC 3986, section 3.2.2).
    package var description: String {
        switch self {
        case .name(let name): name
        case .address(let address): address.isIPv4 ? "\(address)" : "[\(address)]"
        }
    }
}
