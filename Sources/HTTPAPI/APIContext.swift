package import Hummingbird

/// A request on its way through the API, and whose it is.
package struct APIContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Nobody, until somebody is known to have sent it.
    package var caller = Caller.nobody

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
