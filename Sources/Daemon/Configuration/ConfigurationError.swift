/// What is wrong with the configuration: one line for each key, with the value and what is allowed.
struct ConfigurationError: Error, Equatable {
    var problems: [String]

    var failure: Failure {
        Failure(.configuration, problems.joined(separator: "\nhookme: "))
    }
}
