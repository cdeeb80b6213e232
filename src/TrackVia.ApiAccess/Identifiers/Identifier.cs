using System.Runtime.CompilerServices;

namespace TrackVia.ApiAccess.Identifiers;

/// <summary>The rule for ids in models: an id that is set is not <c>default</c>.</summary>
internal static class Identifier
{
    /// <exception cref="ArgumentException"><paramref name="id"/> is <c>default</c>.</exception>
    public static T Checked<T>(T id, [CallerMemberName] string property = "")
        where T : struct, IEquatable<T> => !id.Equals(default)
        ? id
        : throw new ArgumentException($"{property} is default({typeof(T).Name}), which names nothing. Set an id that was parsed or created.", property);
}
