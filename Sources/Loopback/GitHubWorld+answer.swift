import Hummingbird
import NIOCore

extension GitHubWorld {
    /// Answers a request that GitHub lets in.
    mutating func answer(_ endpoint: GitHubEndpoint, to request: Exchange) -> LoopbackAnswer {
        switch endpoint {
        case .rateLimit:
            // Known to the budget only.
            return .notFound(endpoint)
        case .user(let login):
            return accounts.entity(login: login).map { .entity($0, to: request) } ?? .notFound(endpoint)
        case .repository(let key, let resource):
            switch find(key) {
            case nil:
                return .notFound(endpoint)
            case .moved(let id):
                let path = resource == .itself ? "" : "/\(resource.rawValue)"
                let query = request.query.map { "?\($0)" } ?? ""
                return .moved(to: "\(site.restURL(for: request))/repositories/\(id)\(path)\(query)")
            case .here(let repository) where repository.traits.contains(.blocked):
                return .blocked(repository)
            case .here(let repository):
                return answer(resource, of: repository, to: request, endpoint)
            }
        }
    }

    private mutating func answer(
        _ resource: GitHubEndpoint.Resource, of repository: GitHubRepository, to request: Exchange,
        _ endpoint: GitHubEndpoint
    ) -> LoopbackAnswer {
        let query = GitHubQuery(request.query)
        switch resource {
        case .itself:
            return .entity(Entity(repository.json), to: request)
        case .issues where repository.traits.contains(.withoutIssues):
            return .gitHubError(
                410, "Issues are disabled for this repo", documentation: "https://docs.github.com/v3/issues/"
            )
        case .issues:
            do {
                return list(try query.issues(), of: repository, query, to: request, resource)
            } catch {
                return .refused(error, endpoint)
            }
        case .contributors where repository.traits.contains(.withoutCommits):
            return LoopbackAnswer(status: 204)
        case .contributors where repository.traits.contains(.tooLargeHistory):
            return .gitHubError(
                403,
                "The history or contributor list is too large to list contributors for this repository via the API.",
                documentation: endpoint.documentation
            )
        case .contributors:
            return list(query.contributors(), of: repository, query, to: request, resource)
        }
    }

    private mutating func list(
        _ listing: GitHubListing, of repository: GitHubRepository, _ query: GitHubQuery, to request: Exchange,
        _ resource: GitHubEndpoint.Resource
    ) -> LoopbackAnswer {
        let page = page(of: listing, in: repository, query: query)
        var answer = LoopbackAnswer.entity(page.entity, to: request)
        if answer.status == 200 {
            let url = "\(site.restURL(for: request))/repositories/\(repository.id)/\(resource.rawValue)"
            answer.headers[.named("link")] = page.links(url: url, query: query)
        }
        return answer
    }
}

extension LoopbackAnswer {
    /// 200 with the body, or 304 without it if the client has it already.
    fileprivate static func entity(_ entity: Entity, to request: Exchange) -> LoopbackAnswer {
        let etag = entity.etag(for: request)
        var headers: HTTPFields = [.eTag: etag, .vary: Entity.variesWith]
        if let condition = request.header("if-none-match"), Entity.does(condition, name: etag) {
            return LoopbackAnswer(status: 304, headers: headers, body: .init())
        }
        headers[.contentType] = JSON.mediaType
        return LoopbackAnswer(status: 200, headers: headers, body: entity.body)
    }

    fileprivate static func refused(_ error: GitHubQueryError, _ endpoint: GitHubEndpoint) -> LoopbackAnswer {
        switch error {
        case .invalid: gitHubError(422, "Validation Failed", documentation: endpoint.documentation)
        case .notPlayed(let name):
            gitHubError(501, "This stand-in does not play \(name)", documentation: endpoint.documentation)
        }
    }
}
