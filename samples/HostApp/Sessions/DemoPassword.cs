using System.Security.Cryptography;
using HostApp.Storage;
using Microsoft.AspNetCore.Identity;

namespace HostApp.Sessions;

/// <summary>The one password of all demo users: made at first start, kept to be printed at later ones.</summary>
internal sealed class DemoPassword
{
    private const string FileName = "demo-password";
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Length = 20;

    private static readonly PasswordHasher<DemoPassword> Hasher = new();
    private readonly string _hash;

    private DemoPassword(string text)
    {
        Text = text;
        _hash = Hasher.HashPassword(this, text);
    }

    /// <summary>Gets the password in clear, for the announcement at start.</summary>
    public string Text { get; }

    public static DemoPassword Open(IConfiguration configuration, string dataDirectory) =>
        new(configuration["HostApp:DemoPassword"] is { Length: > 0 } configured
            ? configured
            : ReadOrCreate(Path.Combine(dataDirectory, FileName)));

    /// <summary>Compares in constant time, at the same cost for every user.</summary>
    public bool Matches(string password) => Hasher.VerifyHashedPassword(this, _hash, password) is not PasswordVerificationResult.Failed;

    private static string ReadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            Create(path);
        }

        OwnerOnly.Restrict(path);

        return File.ReadAllText(path);
    }

    /// <summary>Written aside and moved, so that a start that was killed leaves no empty password, and of two starts the first one counts.</summary>
    private static void Create(string path)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        using (var writer = new StreamWriter(OwnerOnly.CreateFile(draft)))
        {
            writer.Write(RandomNumberGenerator.GetString(Alphabet, Length));
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
