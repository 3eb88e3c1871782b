namespace Tiphys.ApiServer.Pipeline;

/// <summary>
/// A step between authentication and authorization that may replace the user, record, delay or refuse: impersonation, audit, fairness.
/// </summary>
/// <remarks>
/// Called in the order of <see cref="ServerSecurity.Filters"/>. Refuses by throwing an <see cref="Tiphys.Api.Errors.ApiException"/>, which the pipeline
/// answers after every filter around it has seen it pass.
/// </remarks>
public interface IRequestFilter
{
    /// <summary>Does its part and calls <paramref name="next"/> at most once.</summary>
    Task InvokeAsync(RequestContext context, Func<RequestContext, Task> next);
}
