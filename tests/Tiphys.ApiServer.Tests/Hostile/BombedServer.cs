using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Hostile;

/// <summary>One server for all the hostile clients of a class: what one does must not show to the next.</summary>
public sealed class BombedServer : IAsyncLifetime
{
    public TestApiServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await TestApiServer.StartAsync();
        Assert.Equal(201, (await Server.PostAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"base"},"data":{"a":"b"}}""")).Code);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
