namespace Tiphys.Node.Images.Recipes;

/// <summary>One instruction of a Dockerfile, its continuation lines joined.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Name">Upper case: COPY.</param>
/// <param name="Flags"><c>--chmod=755</c> as chmod and 755.</param>
/// <param name="Words">What follows, split at blanks or taken from the JSON form.</param>
internal sealed record RecipeInstruction(int Line, string Name, IReadOnlyDictionary<string, string> Flags, IReadOnlyList<string> Words);
