using System.Text.RegularExpressions;

namespace Tiphys.Node.Images.Recipes;

/// <summary>One build on its way: the layer and the configuration so far.</summary>
internal sealed partial class RecipeRun(string context, IReadOnlyDictionary<string, string> arguments, IReadOnlyDictionary<string, OciImage> built)
{
    private readonly SortedDictionary<string, ImageFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _variables = [];
    private readonly List<string> _environment = [];
    private readonly List<string> _ports = [];
    private IReadOnlyList<string> _entrypoint = [];
    private IReadOnlyList<string> _command = [];
    private string _workingDirectory = "/";
    private string _user = "";

    public void Apply(RecipeInstruction instruction)
    {
        var words = instruction.Words.Select(Expand).ToArray();
        switch (instruction.Name)
        {
            case "FROM":
                From(words[0]);
                break;
            case "COPY":
                Copy(instruction.Flags, words);
                break;
            case "ARG":
                var argument = words[0].Split('=', 2);
                _variables[argument[0]] = arguments.GetValueOrDefault(argument[0]) ?? argument.ElementAtOrDefault(1) ?? "";
                break;
            case "ENV":
                foreach (var pair in words.Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2))
                    SetEnvironment(pair[0], pair[1]);
                break;
            case "WORKDIR":
                _workingDirectory = words[0];
                break;
            case "USER":
                _user = words[0];
                break;
            case "EXPOSE":
                _ports.AddRange(words.Select(port => port.Contains('/') ? port : port + "/tcp"));
                break;
            case "ENTRYPOINT":
                _entrypoint = words;
                break;
            case "CMD":
                _command = words;
                break;
            default:
                throw new ImageException("this instruction is not supported; images are put together here, nothing is run");
        }
    }

    public OciImage Finish(string reference) => new()
    {
        Reference = reference,
        Layer = [.. _files.Values],
        Entrypoint = _entrypoint,
        Command = _command,
        Environment = _environment,
        ExposedPorts = _ports,
        User = _user,
        WorkingDirectory = _workingDirectory,
    };

    private void From(string name)
    {
        if (name == "scratch")
            return;
        if (!built.TryGetValue(name, out var parent))
            throw new ImageException($"{name} has not been built before; only \"scratch\" and images built before can be built upon");
        foreach (var file in parent.Layer)
            _files[file.Path] = file;
        foreach (var pair in parent.Environment.Select(entry => entry.Split('=', 2)))
            SetEnvironment(pair[0], pair[1]);
        (_entrypoint, _command, _workingDirectory, _user) = (parent.Entrypoint, parent.Command, parent.WorkingDirectory, parent.User);
        _ports.AddRange(parent.ExposedPorts);
    }

    private void Copy(IReadOnlyDictionary<string, string> flags, string[] words)
    {
        var target = words[^1];
        var source = words[0];
        var root = flags.GetValueOrDefault("from") == "host" ? "/" : context;
        var path = Path.GetFullPath(Path.Combine(root, source.TrimStart('/')));
        if (path != root && !path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
            throw new ImageException($"{source} lies outside the folder");
        var mode = flags.TryGetValue("chmod", out var octal) ? (UnixFileMode?)Convert.ToInt32(octal, 8) : null;
        if (Directory.Exists(path))
        {
            CopyFolder(path, target.Trim('/'));
            return;
        }

        var name = target.EndsWith('/') ? target + Path.GetFileName(path) : target;
        AddParents(name.Trim('/'));
        AddFile(path, name.Trim('/'), mode, follow: true);
    }

    private void CopyFolder(string path, string target)
    {
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            var name = $"{target}/{Path.GetRelativePath(path, entry.FullName)}".Trim('/');
            AddParents(name);
            if (entry.LinkTarget is null && entry is DirectoryInfo)
                _files[name] = Folder(name);
            else
                AddFile(entry.FullName, name, null, follow: false);
        }
    }

    private void AddFile(string path, string name, UnixFileMode? mode, bool follow)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is { } link && !follow)
        {
            _files[name] = ImageFile.Link(name, link);
            return;
        }

        var executable = ((mode ?? File.GetUnixFileMode(path)) & UnixFileMode.UserExecute) != 0;
        _files[name] = ImageFile.Regular(name, File.ReadAllBytes(path), executable);
    }

    private void AddParents(string name)
    {
        for (var slash = name.IndexOf('/'); slash > 0; slash = name.IndexOf('/', slash + 1))
            _files.TryAdd(name[..slash], Folder(name[..slash]));
    }

    /// <summary>Version control keeps no folder's mode, so the one that must be everybody's is known by its name.</summary>
    private static ImageFile Folder(string name) => name is "tmp" or "var/tmp" ? ImageFile.Shared(name) : ImageFile.Directory(name);

    private void SetEnvironment(string name, string value)
    {
        _variables[name] = value;
        _environment.RemoveAll(entry => entry.StartsWith(name + "=", StringComparison.Ordinal));
        _environment.Add($"{name}={value}");
    }

    private string Expand(string word) => Variable().Replace(word, match => _variables.GetValueOrDefault(match.Groups[1].Value, ""));

    [GeneratedRegex(@"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")]
    private static partial Regex Variable();
}
