/// Where a daemon on this machine answers.
enum DaemonAddress {
    /// - Parameter host: what it listens on; one that stands for every address is asked on loopback.
    static func text(host: String, port: Int) -> String {
        switch host {
        case "0.0.0.0": "127.0.0.1:\(port)"
        case "::": "[::1]:\(port)"
        case let host where host.contains(":"): "[\(host)]:\(port)"
        case let host: "\(host):\(port)"
        }
    }
}
