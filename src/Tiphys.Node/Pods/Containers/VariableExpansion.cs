using System.Text;

namespace Tiphys.Node.Pods.Containers;

/// <summary>
/// Replaces <c>$(NAME)</c> by a variable's value in commands, arguments and environment values. <c>$$</c> is a dollar sign; a reference to a
/// variable that does not exist stays as it is (kubernetes.io/docs: Define Dependent Environment Variables).
/// </summary>
internal static class VariableExpansion
{
    public static string Expand(string text, Func<string, string?> lookup)
    {
        if (!text.Contains('$'))
            return text;
        var output = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                output.Append(text[i]);
                continue;
            }

            i = AppendReference(text, i, lookup, output);
        }

        return output.ToString();
    }

    /// <summary>Appends what stands for the dollar sign at <paramref name="at"/> and returns the last index it took.</summary>
    private static int AppendReference(string text, int at, Func<string, string?> lookup, StringBuilder output)
    {
        var next = text[at + 1];
        if (next == '$')
        {
            output.Append('$');
            return at + 1;
        }

        var end = next == '(' ? text.IndexOf(')', at + 2) : -1;
        if (end < 0)
        {
            output.Append('$');
            return at;
        }

        var name = text[(at + 2)..end];
        output.Append(lookup(name) ?? $"$({name})");
        return end;
    }
}
