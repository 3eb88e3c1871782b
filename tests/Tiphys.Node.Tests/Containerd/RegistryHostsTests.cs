using Tiphys.Node.Containerd;

namespace Tiphys.Node.Tests.Containerd;

public sealed class RegistryHostsTests
{
    [Fact]
    public void Mirror_WithCredentialsAndAuthority_BecomesHosts()
    {
        var hosts = RegistryHosts.Convert("""
            mirrors:
              docker.io:
                endpoint: ["https://mirror.example:5000", "http://second"]
            configs:
              "mirror.example:5000":
                auth: {username: u, password: p}
                tls: {ca_file: /ca.pem, insecure_skip_verify: true}
            """u8.ToArray());

        Assert.Equal(
            """
            server = "https://registry-1.docker.io"

            [host."https://mirror.example:5000"]
              capabilities = ["pull", "resolve"]
              skip_verify = true
              ca = "/ca.pem"
              [host."https://mirror.example:5000".header]
                authorization = ["Basic dTpw"]

            [host."http://second"]
              capabilities = ["pull", "resolve"]

            """,
            hosts["docker.io"]);
        Assert.StartsWith("server = \"https://mirror.example:5000\"", hosts["mirror.example:5000"]);
    }
}
