/// A request that posts tasks, once or, with a key, as often as it takes until it is answered.
struct Post: Sendable {
    struct Task: Sendable, Encodable {
        var username = "octocat"
        var repository: String
        var webhookURL: String?
        var maxRetries: Int?

        private enum CodingKeys: String, CodingKey {
            case username
            case repository
            case webhookURL = "webhook_url"
            case maxRetries = "max_retries"
        }
    }

    var tasks: [Task]
    var isBatch = false
    var key: String?
}
