import Foundation
import Jobs
import Logging
import Outbound

extension NameReader {
    /// GitHub takes no more at once.
    static let maxUsersPerQuery = 100

    /// Asks GraphQL for all of them at once.
    ///
    /// Partial answers are normal: whom GraphQL could not read for another reason than that he is gone is not in the result,
    /// and where it refuses to be asked at all the result is empty. They are then to be read one by one.
    func query(_ users: [User], for reading: Reading) async throws(GitHubError) -> [String: String?] {
        let (response, reader) = try await transport.send(
            try request(for: users.compactMap(\.nodeID)), for: reading, verdict: NamesAnswer.verdict
        )
        guard response.status == 200 else {
            guard !(500...599).contains(response.status) else { throw GitHubError(refusal: response) }
            return refused(reader, "\(response.status)")
        }
        guard let answer = NamesAnswer(response.body) else { throw .answer("no GraphQL in an answer to a query") }
        guard let nodes = answer.nodes else {
            guard answer.isRefusal else { throw .answer("GraphQL without data: \(answer.message)") }
            return refused(reader, answer.message)
        }
        guard nodes.count == users.count else { throw .answer("\(nodes.count) names of \(users.count) users") }
        let gone = answer.gone
        var names: [String: String?] = [:]
        for (place, user) in users.enumerated() where nodes[place] != nil || gone.contains(place) {
            names[user.key] = .some(nodes[place]?.name)
        }
        return names
    }

    private func refused(_ reader: String, _ reason: String) -> [String: String?] {
        graphQL.refuse(to: reader, at: transport.now())
        transport.logger.notice("GraphQL is refused: names are read one by one", metadata: ["reason": "\(reason)"])
        return [:]
    }

    private func request(for ids: [String]) throws(GitHubError) -> GitHubRequest {
        guard let url = GitHubURL(base: transport.configuration.graphQLURL, segments: []) else {
            throw .unreachable("API_URL is not an http or https URL")
        }
        struct Query: Encodable {
            var query: String
            var variables: [String: [String]]
        }
        do {
            let document = String(decoding: PackageResources.ContributorNames_graphql, as: UTF8.self)
            let body = try JSONEncoder().encode(Query(query: document, variables: ["ids": ids]))
            return GitHubRequest(url: url, budget: .graphQL, body: Array(body))
        } catch {
            throw .answer("an id that cannot be written as JSON")
        }
    }
}
