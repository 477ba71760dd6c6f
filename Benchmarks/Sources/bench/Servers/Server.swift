/// Something that answers `POST /tasks` on this machine.
protocol Server: Sendable {
    var port: Int { get }
    /// All the processes that it takes to answer.
    var processes: [Int32] { get }
}

extension Server {
    var url: String {
        "http://127.0.0.1:\(port)"
    }
}
