/// Neighbouring addresses that begin with the same bits, in the notation of RFC 4632: `10.1.0.0/16`, `fd00::/8`.
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    private let network: IPAddress
    /// How many bits all of them have in common.
    private let length: Int

    /// Without a length the address stands for itself alone. Bits after the length say nothing.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let network = IPAddress(String(parts[0])) else { return nil }
        // An IPv4 address that is written as IPv6 has another length, and another way to write it.
        guard network.isIPv4 != parts[0].contains(":") else { return nil }
        self.network = network
        let bits = network.bytes.count * 8
        guard parts.count == 2 else {
            length = bits
            return
        }
        let isNumber =
            !parts[1].isEmpty && parts[1].utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber, let length = Int(parts[1]), length <= bits else { return nil }
        self.length = length
    }

    func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == network.bytes.count else { return false }
        let (whole, rest) = length.quotientAndRemainder(dividingBy: 8)
        guard address.bytes.prefix(whole) == network.bytes.prefix(whole) else { return false }
        return rest == 0 || (address.bytes[whole] ^ network.bytes[whole]) >> UInt8(8 - rest) == 0
    }

    package var description: String { "\(network)/\(length)" }
}
