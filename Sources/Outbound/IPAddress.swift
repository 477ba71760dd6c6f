import Foundation

/// An IPv4 or IPv6 address. One that is written as IPv6 but is only another way to say an IPv4 address (`::ffff:a.b.c.d`, RFC
/// 4291, section 2.5.5.2) is that IPv4 address, since the kernel connects to nothing else.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 of them, in network order.
    let bytes: [UInt8]

    /// Takes only the usual form. What resolvers also take for IPv4 (`127.1`, `0177.0.0.1`, `0x7f000001`, `2130706433`) is no
    /// address here, and neither is one with a zone (`fe80::1%eth0`).
    package init?(_ text: String) {
        // C would read only as far as a zero.
        guard !text.utf8.contains(0) else { return nil }
        var four = [UInt8](repeating: 0, count: 4)
        var sixteen = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(bytes: four)
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            self.init(bytes: sixteen)
        } else {
            return nil
        }
    }

    init(bytes: [UInt8]) {
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        self.bytes = bytes.count == 16 && bytes.starts(with: mapped) ? Array(bytes.suffix(4)) : bytes
    }

    var isIPv4: Bool { bytes.count == 4 }

    /// Only this machine reaches it (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3).
    package var isLoopback: Bool {
        isIPv4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// In the prefix that every NAT64 may use, 64:ff9b::/96.
    var isNAT64: Bool {
        bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    /// The IPv4 address at which packets to this IPv6 address may end: of NAT64 (RFC 6052), 6to4 (RFC 3056), or an IPv4-compatible
    /// one (RFC 4291, section 2.5.5.1).
    var embedded: IPAddress? {
        guard !isIPv4 else { return nil }
        if isNAT64 { return IPAddress(bytes: Array(bytes.suffix(4))) }
        if bytes.starts(with: [0x20, 0x02]) { return IPAddress(bytes: Array(bytes[2..<6])) }
        // Not `::` and `::1`, which are addresses of their own.
        let last = Array(bytes.suffix(4))
        guard bytes.prefix(12).allSatisfy({ $0 == 0 }), last != [0, 0, 0, 0], last != [0, 0, 0, 1] else { return nil }
        return IPAddress(bytes: last)
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(isIPv4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
