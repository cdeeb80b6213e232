using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using TrackVia.ApiAccess.AspNetCore.Answers;

namespace TrackVia.ApiAccess.AspNetCore.Management;

/// <summary>A body that a call reads: its members are all that the call accepts (T10).</summary>
internal interface IRequestBody
{
    /// <summary>What to send, for the answer to a body that cannot be read.</summary>
    static abstract string Shape { get; }
}

/// <summary>The body of a call that takes none: nothing, or an object without members.</summary>
internal sealed record NoBody : IRequestBody
{
    public static string Shape => "This call takes no body; send none.";
}

/// <summary>Reads JSON bodies: bounded, and strict about members.</summary>
internal static class RequestBody
{
    public const int MaxBytes = 64 * 1024;

    /// <summary>Reads the body whole. Exactly one of the two is given back.</summary>
    public static async Task<(T? Body, Problem? Problem)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class, IRequestBody
    {
        if (request.ContentLength > MaxBytes)
        {
            return (null, TooLarge);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            var length = await request.Body
                .ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes + 1), MaxBytes + 1, throwOnEndOfStream: false, request.HttpContext.RequestAborted)
                .ConfigureAwait(false);
            if (length > MaxBytes)
            {
                return (null, TooLarge);
            }

            if (length == 0 && new NoBody() is T nothing)
            {
                return (nothing, null);
            }

            return request.HasJsonContentType()
                ? Parse(buffer.AsSpan(0, length), type)
                : (null, new Problem(StatusCodes.Status415UnsupportedMediaType, $"The body is not JSON. {T.Shape} Its Content-Type is application/json."));
        }
        catch (BadHttpRequestException exception)
        {
            // The server's own bound was lower, or the body broke off; its message is about the transfer alone.
            return (null, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge : new Problem(exception.StatusCode, exception.Message));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Problem TooLarge { get; } =
        new(StatusCodes.Status413PayloadTooLarge, $"The body is longer than {MaxBytes} bytes. Send at most that.");

    private static (T? Body, Problem? Problem) Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class, IRequestBody
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) is { } body
                ? (body, null)
                : (null, FieldErrors.Of("body", $"The body is null. {T.Shape}"));
        }
        catch (JsonException exception)
        {
            return exception.Path is { Length: > 1 } path
                ? (null, FieldErrors.Of(FieldErrors.Shown(path.TrimStart('$', '.')), $"The member is unknown, given twice, or has a value of the wrong kind. {T.Shape}"))
                : (null, FieldErrors.Of("body", $"The body is not the JSON object of this call. {T.Shape}"));
        }
    }
}
