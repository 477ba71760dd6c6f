/// FNV-1a, 64 bits: equal for equal bytes, in every run. No defence against anybody, and none is needed here.
///
/// http://www.isthe.com/chongo/tech/comp/fnv/
enum FNV1a {
    static let start: UInt64 = 0xcbf2_9ce4_8422_2325

    /// - Parameter hash: That of the bytes before these, to go on from.
    static func hash(_ bytes: some Sequence<UInt8>, after hash: UInt64 = start) -> UInt64 {
        var hash = hash
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}
