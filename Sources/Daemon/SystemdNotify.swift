import Foundation

/// Tells systemd how the service stands, by a datagram to `$NOTIFY_SOCKET` (sd_notify(3)). Without one it does nothing, and
/// a datagram that does not arrive is nobody's loss.
struct SystemdNotify: Sendable {
    private let path: String?
    /// After so long without `WATCHDOG=1` the process is killed (sd_watchdog_enabled(3)). Nil: it is not watched.
    let watchdog: Duration?

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        path = environment["NOTIFY_SOCKET"]
        // Meant for this process, and not handed down from a parent that is watched.
        let isMeant = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        watchdog = environment["WATCHDOG_USEC"].flatMap(Int64.init).flatMap {
            isMeant && $0 > 0 ? .microseconds($0) : nil
        }
    }

    var isListening: Bool {
        path != nil
    }

    /// - Parameter state: such as `READY=1`.
    func send(_ state: String) {
        guard let path, var address = Self.address(path) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(state.utf8)
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.utf8.count)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }

    /// A path, or with `@` a name in the abstract namespace, which begins with NUL.
    private static func address(_ path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return address
    }
}
