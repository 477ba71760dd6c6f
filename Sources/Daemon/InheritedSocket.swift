import Foundation

/// The listening socket that systemd has opened for this process (sd_listen_fds(3)).
struct InheritedSocket: Sendable {
    let descriptor: CInt
    private let host: String
    private let port: Int

    /// HOST and PORT are where it listens, whatever else they were: what follows from them, such as whether tokens are needed, holds.
    var settings: [String: String] {
        [Setting.host.rawValue: host, Setting.port.rawValue: "\(port)"]
    }

    /// Nil: there is none.
    ///
    /// - Parameter first: the descriptor of the first, which is always the same.
    /// - Throws: ``Failure`` when there are several, or one that is not of TCP.
    init?(environment: [String: String] = ProcessInfo.processInfo.environment, first: CInt = 3) throws {
        // Meant for this process, and not handed down from a parent.
        guard environment["LISTEN_PID"] == "\(getpid())", let count = environment["LISTEN_FDS"] else { return nil }
        guard count == "1" else { throw Failure(.configuration, "LISTEN_FDS is '\(count)', but must be 1") }
        guard let (host, port) = Self.address(of: first) else {
            throw Failure(.configuration, "the socket that LISTEN_FDS hands over is not of TCP")
        }
        (descriptor, self.host, self.port) = (first, host, port)
        // Not for a process of ours.
        _ = fcntl(first, F_SETFD, FD_CLOEXEC)
    }

    private static func address(of descriptor: CInt) -> (host: String, port: Int)? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var (host, port) = ([CChar](repeating: 0, count: 256), [CChar](repeating: 0, count: 16))
        let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &length) == 0
                    && [sa_family_t(AF_INET), sa_family_t(AF_INET6)].contains(address.pointee.sa_family)
                    && getnameinfo(
                        address, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
                        NI_NUMERICHOST | NI_NUMERICSERV
                    ) == 0
            }
        }
        guard isKnown else { return nil }
        return Int(text(port)).map { (text(host), $0) }
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
