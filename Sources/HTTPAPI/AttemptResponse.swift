import Jobs

extension Attempt {
    /// The same words as the columns of `attempts`.
    var body: JSONObject {
        var body = JSONObject()
        body.add("attempt", number)
        body.add("result", result.rawValue)
        body.add("stage", report.stage.rawValue)
        body.add("started_at", report.startedAt.iso8601)
        if let duration = report.duration { body.add("duration_ms", duration.count) }
        if let status = report.httpStatus { body.add("http_status", status) }
        body.add("requests", report.requests)
        body.add("error_class", error?.errorClass.rawValue)
        body.add("error", error?.message)
        body.add("answer", report.answer)
        return body
    }
}
