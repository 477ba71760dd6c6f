/// Why a stand-in could not be set up.
package enum LoopbackError: Error, Equatable, CustomStringConvertible {
    /// The address is taken, or not one of this machine's.
    case cannotListen(host: String, port: Int, reason: String)
    /// A recording is not what its folder's description says it is.
    case badRecording(file: String, reason: String)
    /// The daemon ended before it was ready; `reason` is what it said on standard error.
    case daemonNotReady(exitStatus: Int32, reason: String)

    package var description: String {
        switch self {
        case .cannotListen(let host, let port, let reason): "cannot listen on \(host):\(port): \(reason)"
        case .badRecording(let file, let reason): "\(file): \(reason)"
        case .daemonNotReady(let status, let reason): "the daemon ended with \(status) before it was ready: \(reason)"
        }
    }
}
