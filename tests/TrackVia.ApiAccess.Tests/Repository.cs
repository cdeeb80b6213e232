namespace TrackVia.ApiAccess.Tests;

/// <summary>The files of the repository that tests read.</summary>
internal static class Repository
{
    public static string PathOf(string file)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "TrackVia.ApiAccess.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(
            directory?.FullName ?? throw new InvalidOperationException("The folders above the tests do not contain TrackVia.ApiAccess.sln. Run the tests in a clone of the repository."), file);
    }
}
