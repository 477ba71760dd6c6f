import Foundation
import NIOPosix

/// Finds every address of a host name, IPv4 and IPv6, in the order in which they are best tried. Ends at once when its task is
/// cancelled.
package typealias HostResolver = @Sendable (_ name: String) async throws(OutboundError) -> [IPAddress]

/// As the system resolves names: /etc/hosts, DNS, and whatever else it is told to ask.
///
/// So many names at once: one whose servers do not answer keeps its thread for as long as the system is patient, half a minute.
package let systemResolver = blockingResolver(threads: 64, addresses)

/// - Parameter find: blocks its thread and cannot be stopped, so that it has one of a pool's, and is left behind by a task that
///   is cancelled meanwhile. What nobody waits for any more is not begun.
func blockingResolver(
    threads: Int, _ find: @escaping @Sendable (_ name: String) -> Result<[IPAddress], OutboundError>
) -> HostResolver {
    let pool = NIOThreadPool(numberOfThreads: threads)
    pool.start()
    return { name throws(OutboundError) in
        let (answers, answer) = AsyncStream.makeStream(of: Result<[IPAddress], OutboundError>?.self)
        pool.submit { state in
            defer { answer.finish() }
            if state == .active, case .enqueued = answer.yield(nil) { answer.yield(find(name)) }
        }
        for await result in answers { if let result { return try result.get() } }
        throw .cancelled
    }
}

private func addresses(of name: String) -> Result<[IPAddress], OutboundError> {
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_ADDRCONFIG
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(name, nil, &hints, &list)
    defer { freeaddrinfo(list) }
    guard code == 0 else { return .failure(.unreachable(words(forResolver: code))) }
    let found = sequence(first: list, next: { $0?.pointee.ai_next }).prefix { $0 != nil }
        .compactMap { $0.flatMap { address(of: $0.pointee) } }
    return found.isEmpty ? .failure(.unreachable(words(forResolver: EAI_NONAME))) : .success(found)
}

/// The bytes of `sin_addr` or `sin6_addr`. Nil for another family.
private func address(of info: addrinfo) -> IPAddress? {
    guard let socket = UnsafeRawPointer(info.ai_addr) else { return nil }
    switch info.ai_family {
    case AF_INET:
        return IPAddress(bytes: withUnsafeBytes(of: socket.loadUnaligned(as: sockaddr_in.self).sin_addr, Array.init))
    case AF_INET6:
        return IPAddress(bytes: withUnsafeBytes(of: socket.loadUnaligned(as: sockaddr_in6.self).sin6_addr, Array.init))
    default: return nil
    }
}

let dnsIsSilent = "DNS does not answer"

private func words(forResolver code: CInt) -> String {
    switch code {
    case EAI_NONAME: "DNS does not know the host name"
    case EAI_AGAIN: dnsIsSilent
    default: "the host name cannot be resolved"
    }
}
