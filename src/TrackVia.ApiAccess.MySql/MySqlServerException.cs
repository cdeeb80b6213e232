using System.Data.Common;

namespace TrackVia.ApiAccess.MySql;

/// <summary>No server that the store can use answers at present. Another one may take over, or this one may become usable.</summary>
internal sealed class MySqlServerException : DbException
{
    public MySqlServerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
