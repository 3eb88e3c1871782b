using Tiphys.Scheduler.Columns;

namespace Tiphys.Scheduler.Pods;

/// <summary>Scores a node by the bytes of a pod's images it has, scaled down for images that few nodes have.</summary>
internal static class ImageLocality
{
    private const double Mebibyte = 1024 * 1024;
    private const double Least = 23 * Mebibyte;
    private const double MostPerContainer = 1000 * Mebibyte;

    public static int Score(IReadOnlyList<string> images, NodeInfo node, ClusterState state)
    {
        if (images.Count == 0 || node.Images.Count == 0)
            return 0;
        var sum = 0.0;
        foreach (var image in images)
        {
            var name = Normalize(image);
            if (node.Images.TryGetValue(name, out var size))
                sum += (double)size * state.ImageSpread(name) / Math.Max(1, state.NodeCount);
        }

        var most = MostPerContainer * images.Count;
        return (int)(100 * (Math.Clamp(sum, Least, most) - Least) / (most - Least));
    }

    /// <summary>A name without a tag means <c>:latest</c>.</summary>
    private static string Normalize(string image) => image.LastIndexOf(':') <= image.LastIndexOf('/') ? image + ":latest" : image;
}
