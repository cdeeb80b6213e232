using System.Globalization;
using System.Security.Cryptography;
using TrackVia.ApiAccess.Identifiers;

namespace TrackVia.ApiAccess.Storage;

/// <summary>
/// The id of a node: one process that validates with snapshots, from its registration until it leaves or is removed. Compared ordinally.
/// </summary>
/// <remarks>A node that registers again has a new id. The <c>default</c> value is not a node: its <see cref="Value"/> is empty.</remarks>
public readonly record struct NodeId : IParsableValue<NodeId>
{
    /// <summary>The maximum length of the name before the random part.</summary>
    internal const int MaxNameLength = 64;

    private readonly string? _value;

    private NodeId(string value) => _value = value;

    /// <summary>Gets the id's text: the node's name, a dot and random digits; empty for <c>default</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>Restores a stored id.</summary>
    /// <param name="text">The id's text, as <see cref="Value"/> was when it was stored; not empty.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is <see langword="null"/> or empty.</exception>
    public static NodeId Parse(string? text) => new(HostIdentifier.Restored("node id", text));

    /// <summary>Tries to restore a stored id.</summary>
    /// <param name="text">The id's text, as <see cref="Value"/> was when it was stored; not empty.</param>
    /// <param name="id">The id, or <c>default</c>.</param>
    /// <returns><see langword="true"/> if <paramref name="text"/> is an id; otherwise, <see langword="false"/>.</returns>
    public static bool TryParse(string? text, out NodeId id)
    {
        id = string.IsNullOrEmpty(text) ? default : new NodeId(text);
        return id != default;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal static NodeId New(string name) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}"));
}
