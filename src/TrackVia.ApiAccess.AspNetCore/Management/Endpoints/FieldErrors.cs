using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Responses;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.AspNetCore.Management.Endpoints;

/// <summary>Reads the text of a field; <paramref name="error"/> says what is wrong, why, and what to send.</summary>
internal delegate bool FieldParser<T>(string? text, out T value, out string? error);

/// <summary>The errors of a request by field, collected so that all of them can be corrected at once.</summary>
internal sealed class FieldErrors
{
    private const int MaxShownLength = 40;
    private const string Detail = "One or more fields are invalid. Correct the fields named in errors.";

    private readonly Dictionary<string, string[]> _errors = [];

    /// <summary>Gets the response; <see langword="null"/> when there are no errors.</summary>
    public Problem? Problem => _errors.Count == 0 ? null : new(StatusCodes.Status400BadRequest, Detail) { Errors = _errors };

    public static Problem Of(string field, string error)
    {
        var errors = new FieldErrors();
        errors.Add(field, error);
        return errors.Problem!;
    }

    public void Add(string field, string error) => _errors[field] = [error];

    /// <summary>Reads a field, and adds the error of a text that cannot be read.</summary>
    public T? Read<T>(string field, string? text, FieldParser<T> tryParse)
    {
        if (tryParse(text, out var value, out var error))
        {
            return value;
        }

        Add(field, error ?? "");
        return default;
    }

    /// <summary>Returns a caller's text for a message, shortened and without credentials.</summary>
    public static string Shown(string? text)
    {
        if (text is null)
        {
            return "(none)";
        }

        var shown = CredentialText.Redact(text);
        return shown.Length > MaxShownLength ? string.Concat(shown.AsSpan(0, MaxShownLength), "…") : shown;
    }
}
