extension Destination {
    /// As a page names it: never the whole URL, which may be a secret.
    package var label: String {
        self == .default ? "WEBHOOK_URL" : publicText
    }
}

extension DestinationStatus {
    /// `5 different tasks`: whose deliveries failed, with none accepted in between.
    package var failingTasks: String {
        failingJobs == 1 ? "1 task" : "\(failingJobs.grouped) different tasks"
    }
}
