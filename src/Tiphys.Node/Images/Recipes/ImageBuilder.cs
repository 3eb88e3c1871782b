namespace Tiphys.Node.Images.Recipes;

/// <summary>
/// Builds an image of one layer from a folder with a Dockerfile, without running anything: FROM (scratch, or an image built before), COPY
/// (also <c>--from=host</c>, from this machine's own files), ENV, ARG, WORKDIR, USER, EXPOSE, ENTRYPOINT and CMD in JSON form.
/// </summary>
/// <remarks>Not thread safe. The same folder gives the same image.</remarks>
public sealed class ImageBuilder
{
    private readonly Dictionary<string, OciImage> _built = [];

    /// <param name="reference">The image's name and tag.</param>
    /// <param name="context">The folder; COPY cannot leave it.</param>
    /// <param name="arguments">Values for ARG.</param>
    /// <exception cref="ImageException">The Dockerfile is missing or wrong, or a file it copies is.</exception>
    public OciImage Build(string reference, string context, IReadOnlyDictionary<string, string> arguments)
    {
        var recipe = Path.Combine(context, "Dockerfile");
        if (!File.Exists(recipe))
            throw new ImageException($"{recipe} is not there");
        var build = new RecipeRun(Path.GetFullPath(context), arguments, _built);
        foreach (var instruction in RecipeParser.Parse(File.ReadAllText(recipe)))
        {
            try
            {
                build.Apply(instruction);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImageException)
            {
                throw new ImageException($"{recipe}:{instruction.Line}: {instruction.Name}: {e.Message}");
            }
        }

        return _built[reference] = build.Finish(ImageName.Normalize(reference));
    }
}
