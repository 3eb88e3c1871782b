using k8s.Models;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Pods;
using Tiphys.Node.Pods.Containers;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Tests.Containers;

public sealed class SecurityContextTests
{
    private readonly SecurityContextBuilder _builder = new(new PodDirectories("/data"));

    /// <summary>CVE-2023-2431.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    public void Seccomp_LocalhostWithoutAProfileOfTheNode_IsRefused(string? profile)
    {
        var context = Context(new V1SecurityContext { SeccompProfile = new V1SeccompProfile { Type = "Localhost", LocalhostProfile = profile } });

        Assert.Throws<ContainerConfigException>(() => _builder.Build(context));
    }

    [Fact]
    public void Seccomp_LocalhostProfile_IsBelowTheNodesDirectory() => Assert.Equal(
        "/data/seccomp/profiles/a.json",
        _builder.Build(Context(new V1SecurityContext { SeccompProfile = new V1SeccompProfile { Type = "Localhost", LocalhostProfile = "profiles/a.json" } })).Seccomp.LocalhostRef);

    [Fact]
    public void RunAsNonRoot_ImageOfRoot_IsRefused()
    {
        var error = Assert.Throws<ContainerConfigException>(() => _builder.Build(Context(new V1SecurityContext { RunAsNonRoot = true })));

        Assert.StartsWith("container has runAsNonRoot and image will run as root", error.Message);
    }

    [Fact]
    public void RunAsNonRoot_NamedUser_CannotBeVerified()
    {
        var context = Context(new V1SecurityContext { RunAsNonRoot = true }) with { Image = new Image { Username = "www" } };

        Assert.Contains("non-numeric user (www)", Assert.Throws<ContainerConfigException>(() => _builder.Build(context)).Message);
    }

    [Fact]
    public void Container_OwnSettings_ComeBeforeThePods()
    {
        var context = Context(new V1SecurityContext { RunAsUser = 7, AllowPrivilegeEscalation = false, Capabilities = new V1Capabilities { Add = ["NET_ADMIN"], Drop = ["ALL"] } });
        context.Pod.Spec.SecurityContext = new V1PodSecurityContext { RunAsUser = 8, RunAsGroup = 9, FsGroup = 10, SupplementalGroups = [11] };

        var built = _builder.Build(context);

        Assert.Equal((7L, 9L, true), (built.RunAsUser.Value, built.RunAsGroup.Value, built.NoNewPrivs));
        Assert.Equal([11L, 10L], built.SupplementalGroups);
        Assert.Equal(("NET_ADMIN", "ALL"), (built.Capabilities.AddCapabilities.Single(), built.Capabilities.DropCapabilities.Single()));
        Assert.Contains("/proc/kcore", built.MaskedPaths);
    }

    private static ContainerContext Context(V1SecurityContext security)
    {
        var container = new V1Container { Name = "c", SecurityContext = security };
        return new ContainerContext
        {
            Pod = new V1Pod { Metadata = new V1ObjectMeta { Name = "p", NamespaceProperty = "n", Uid = "u" }, Spec = new V1PodSpec { Containers = [container] } },
            Container = container,
            Attempt = 0,
            Image = new Image { Uid = new Int64Value { Value = 0 } },
            Addresses = [],
            NodeAddress = "10.0.0.1",
            Allocatable = new Dictionary<string, ResourceQuantity>(),
            Volumes = MountedVolumes.None,
        };
    }
}
