import HTTPTypes
import Hummingbird
import JobStore
import Jobs
import NIOCore

/// What `/readyz` found, in the order in which it looked.
struct Readiness {
    /// What keeps it from being ready, the first thing found; nil when it is ready.
    private(set) var problem: Problem?
    private var lines: [String] = []

    mutating func pass(_ part: String) {
        lines.append("[+]\(part) ok")
    }

    mutating func fail(_ part: String, _ reason: String, _ problem: Problem) {
        lines.append("[-]\(part) \(reason)")
        self.problem = self.problem ?? problem
    }

    /// Something that people should know, and that is no reason to send anybody elsewhere.
    mutating func remark(_ text: String) {
        lines.append("[!]\(text)")
    }

    /// Every line, with the status and headers that a client gets who asks for none.
    func verbose() -> Response {
        var headers = problem?.headers ?? [:]
        headers[.contentType] = "text/plain; charset=utf-8"
        let text = lines.map { $0 + "\n" }.joined()
        return Response(
            status: problem?.status ?? .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}

extension DestinationStatus {
    /// `destination default held: failing, 12 jobs, probe in 30 s`.
    func remark(at now: Timestamp) -> String {
        let count =
            heldJobs >= mostJobsCounted
            ? "\(mostJobsCounted) jobs or more" : heldJobs == 1 ? "1 job" : "\(heldJobs) jobs"
        return
            "destination \(destination.publicText) held: \(hold?.rawValue ?? ""), \(count), probe \(probe.words(at: now))"
    }
}
