namespace Tiphys.ApiServer.Pipeline;

/// <summary>Answers an authorized request.</summary>
public interface IRequestHandler
{
    Task HandleAsync(RequestContext context);
}
